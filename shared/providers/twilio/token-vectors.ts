import type { ClientTokenVectors } from "../vectors.ts";
import { withKey } from "./sample-vectors.ts";

/** {"alg":"HS256","typ":"JWT","cty":"twilio-fpa;v=1"} */
const HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImN0eSI6InR3aWxpby1mcGE7dj0xIn0";

const NOW = Date.UTC(2026, 0, 1);

/** Claims in the order of Twilio's own package (twilio 6, lib/jwt/AccessToken.js), signed by node:crypto. */
export const clientTokens: Readonly<Record<string, ClientTokenVectors>> = {
  video: {
    connection: withKey,
    issued: [
      {
        title: "for one room, for an hour",
        input: { identity: "ann", room: "booking-42" },
        now: NOW + 900,
        token: [
          HEADER,
          "eyJqdGkiOiJTSzAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAzLTE3NjcyMjU2MDAiLCJpc3MiOiJTSzAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAzIiwic3ViIjoiQUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMSIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjoxNzY3MjI5MjAwLCJncmFudHMiOnsiaWRlbnRpdHkiOiJhbm4iLCJ2aWRlbyI6eyJyb29tIjoiYm9va2luZy00MiJ9fX0",
          "1iiT292wCdiEUyuCS66PAlbXiexWvXDJUa5Y3PuBGTk",
        ].join("."),
        expiresAt: NOW + 3_600_000,
      },
      {
        title: "for any room, for a day",
        input: { identity: "Zoë", lifetimeSeconds: 86_400 },
        now: NOW,
        token: [
          HEADER,
          "eyJqdGkiOiJTSzAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAzLTE3NjcyMjU2MDAiLCJpc3MiOiJTSzAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAzIiwic3ViIjoiQUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMSIsImlhdCI6MTc2NzIyNTYwMCwiZXhwIjoxNzY3MzEyMDAwLCJncmFudHMiOnsiaWRlbnRpdHkiOiJab8OrIiwidmlkZW8iOnt9fX0",
          "8Cjjv4nEsEpGaYr_bdH1oAo02fQLUrRm4SuZ1TeKUh0",
        ].join("."),
        expiresAt: NOW + 86_400_000,
      },
    ],
    invalid: [
      { title: "nobody", input: { room: "booking-42" }, path: "identity" },
      {
        title: "more than a day",
        input: { identity: "ann", lifetimeSeconds: 86_401 },
        path: "lifetimeSeconds",
      },
      { title: "a room that is a path", input: { identity: "ann", room: "../a" }, path: "room" },
    ],
  },
};
