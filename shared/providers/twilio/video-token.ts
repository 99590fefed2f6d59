import { SignJWT } from "jose";
import { z } from "zod";
import { utf8ToBytes } from "../../crypto/bytes.ts";
import { defineClientToken } from "../client-token.ts";
import { roomName } from "./input.ts";

const DAY_SECONDS = 86_400;

/** Lets one participant into Video rooms. Twilio takes no token that lives for more than a day. */
export const videoToken = defineClientToken({
  description: "Lets one participant into a Video room, or into any where none is named.",
  docs: "https://www.twilio.com/docs/video/tutorials/user-identity-access-tokens",
  input: z.strictObject({
    identity: z.string().min(1).max(128).describe("Who joins, as others see them; unique within the room."),
    room: roomName.optional().describe("Its name or id."),
    lifetimeSeconds: z.int().min(60).max(DAY_SECONDS).default(3_600),
  }),
  example: { identity: "ann", room: "booking-42", lifetimeSeconds: 3_600 },
  needs: ["accountSid", "apiKeySid", "apiKeySecret"],
  issue: async ({ identity, room, lifetimeSeconds }, { credentials, now }) => {
    const { accountSid = "", apiKeySid = "", apiKeySecret = "" } = credentials;
    const issuedAt = Math.floor(now / 1_000);
    const expires = issuedAt + lifetimeSeconds;
    const token = await new SignJWT({
      jti: `${apiKeySid}-${issuedAt}`,
      iss: apiKeySid,
      sub: accountSid,
      iat: issuedAt,
      exp: expires,
      grants: { identity, video: room === undefined ? {} : { room } },
    })
      .setProtectedHeader({ alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1" })
      .sign(utf8ToBytes(apiKeySecret));
    return { token, expiresAt: expires * 1_000 };
  },
});
