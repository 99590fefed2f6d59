import { createIds } from "../../ids.ts";

/** What a token stands for: the same token is the same bot of the same workspace. */
export interface Workspace {
  readonly teamId: string;
  readonly userId: string;
  readonly botId: string;
}

export function createWorkspace(token: string): Workspace {
  const ids = createIds(`slack ${token}`, 0, 0);
  return {
    teamId: `T0${ids.upper("team", 9)}`,
    userId: `U0${ids.upper("user", 9)}`,
    botId: `B0${ids.upper("bot", 9)}`,
  };
}
