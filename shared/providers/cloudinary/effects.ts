import type { Effect } from "../../model/effect.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { at, idOf, integerOf, itemsAt, nameOf } from "../../model/read.ts";
import type { RecordStatus } from "../../model/record.ts";

/** The asset's id, which stays when the asset is renamed; its name where a notification has no id. */
function assetIdOf(asset: unknown): string | null {
  return idOf(at(asset, "asset_id")) ?? idOf(at(asset, "public_id"));
}

function effectsOf(asset: unknown, status: RecordStatus<"asset">): readonly Effect[] {
  const externalId = assetIdOf(asset);
  if (externalId === null) {
    return [];
  }
  return [
    {
      kind: "record",
      record: "asset",
      externalId,
      status,
      fields: {
        url: nameOf(at(asset, "secure_url")) ?? nameOf(at(asset, "url")),
        type: nameOf(at(asset, "resource_type")),
        format: nameOf(at(asset, "format")),
        bytes: integerOf(at(asset, "bytes")),
      },
    },
  ];
}

/** An upload tells of one asset, a deletion of any number. https://cloudinary.com/documentation/notifications */
export function cloudinaryEffects(event: ProviderEvent): readonly Effect[] {
  switch (event.type) {
    case "upload":
      return effectsOf(event.data, "stored");
    case "delete":
      return itemsAt(event.data, "resources").flatMap((asset) => effectsOf(asset, "deleted"));
    default:
      return [];
  }
}
