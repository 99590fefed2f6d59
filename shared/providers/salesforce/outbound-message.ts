import { mediaType, readText, UnparsedBody } from "../../model/body.ts";
import type { ProviderEvent } from "../../model/event.ts";
import { nameOf } from "../../model/read.ts";
import { localName, readXml, type XmlElement } from "../../model/xml.ts";
import type { InboundBody, ProtocolReply } from "../define.ts";

const ACKNOWLEDGEMENT =
  '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>';

/** Whether a body is an outbound message, a SOAP 1.1 envelope, rather than the JSON of a relay. */
export function isSoap({ contentType }: Pick<InboundBody, "contentType">): boolean {
  return ["text/xml", "application/xml", "application/soap+xml"].includes(mediaType(contentType));
}

/** Anything else counts as a failure, which Salesforce repeats for a day. */
export function acknowledge(body: Pick<InboundBody, "contentType">): ProtocolReply | null {
  return isSoap(body)
    ? { status: 200, headers: { "content-type": "text/xml; charset=utf-8" }, body: ACKNOWLEDGEMENT }
    : null;
}

function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((candidate) => localName(candidate.name) === name);
}

function readNotification(notification: XmlElement, notifications: XmlElement): ProviderEvent {
  const object = child(notification, "sObject");
  const type = Object.entries(object?.attributes ?? {}).find(([name]) => localName(name) === "type")?.[1];
  const objectType = localName(type ?? "unknown");
  const fields = (object?.children ?? []).map((field) => [localName(field.name), field.text] as const);
  const textOf = (parent: XmlElement, name: string) => nameOf(child(parent, name)?.text);
  return {
    id: textOf(notification, "Id"),
    type: nameOf(`outbound_message.${objectType}`) ?? "outbound_message.unknown",
    subject: nameOf(fields.find(([name]) => name === "Id")?.[1]),
    time: null,
    data: {
      organizationId: textOf(notifications, "OrganizationId"),
      actionId: textOf(notifications, "ActionId"),
      id: textOf(notification, "Id"),
      objectType,
      fields: Object.fromEntries(fields),
    },
  };
}

/**
 * One event a notification: an envelope holds up to 100 of one organization. Its session id is never kept.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_understanding.htm
 * @throws UnparsedBody when the body is no such envelope
 */
export function readOutboundMessage(body: InboundBody): readonly ProviderEvent[] {
  const envelope = readXml(readText(body.bytes));
  const notifications = child(child(envelope, "Body"), "notifications");
  const found = (notifications?.children ?? []).filter(({ name }) => localName(name) === "Notification");
  if (notifications === undefined || found.length === 0) {
    throw new UnparsedBody("the body is no outbound message");
  }
  return found.map((notification) => readNotification(notification, notifications));
}
