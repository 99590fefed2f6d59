import { extensionOf } from "../../model/file-kind.ts";

export const MEDIA_KINDS = ["image", "video", "audio", "document", "sticker"] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

interface MediaType {
  readonly kind: MediaKind;
  readonly extensions: readonly string[];
}

/** What WhatsApp takes. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types */
export const MEDIA_TYPES: Readonly<Record<string, MediaType>> = {
  "image/jpeg": { kind: "image", extensions: ["jpg", "jpeg"] },
  "image/png": { kind: "image", extensions: ["png"] },
  "image/webp": { kind: "sticker", extensions: ["webp"] },
  "video/mp4": { kind: "video", extensions: ["mp4"] },
  "video/3gpp": { kind: "video", extensions: ["3gp"] },
  "audio/aac": { kind: "audio", extensions: ["aac"] },
  "audio/amr": { kind: "audio", extensions: ["amr"] },
  "audio/mp4": { kind: "audio", extensions: ["m4a"] },
  "audio/mpeg": { kind: "audio", extensions: ["mp3"] },
  "audio/ogg": { kind: "audio", extensions: ["ogg"] },
  "application/pdf": { kind: "document", extensions: ["pdf"] },
  "application/msword": { kind: "document", extensions: ["doc"] },
  "application/vnd.ms-excel": { kind: "document", extensions: ["xls"] },
  "application/vnd.ms-powerpoint": { kind: "document", extensions: ["ppt"] },
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": {
    kind: "document",
    extensions: ["pptx"],
  },
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
    kind: "document",
    extensions: ["xlsx"],
  },
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {
    kind: "document",
    extensions: ["docx"],
  },
  "text/plain": { kind: "document", extensions: ["txt"] },
};

const KIND_BY_EXTENSION: ReadonlyMap<string, MediaKind> = new Map(
  Object.values(MEDIA_TYPES).flatMap(({ kind, extensions }) => extensions.map((one) => [one, kind] as const)),
);

/** What WhatsApp takes the file of a URL for, by its extension; null where it takes none of the kind. */
export function mediaKindOf(url: string): MediaKind | null {
  return KIND_BY_EXTENSION.get(extensionOf(url)) ?? null;
}

/**
 * Bytes of a file that WhatsApp takes, by kind; a sticker that moves. Documents may have 100 MB.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
 */
export const MAX_MEDIA_BYTES: Readonly<Record<MediaKind, number>> = {
  image: 5_000_000,
  video: 16_000_000,
  audio: 16_000_000,
  document: 100_000_000,
  sticker: 500_000,
};
