import { type GoodVector, type ProviderVectors, refused, withoutProof } from "../vectors.ts";
import { outbound } from "./outbound-vectors.ts";
import { URL_TOKEN } from "./webhook.ts";

const request = {
  source: "the envelope of Salesforce's outbound messages; a token in the URL",
  secret: "tok_0123456789abcdef",
  method: "POST",
  url: "https://hooks.example.com/webhooks/salesforce/ep_1?token=tok_0123456789abcdef",
  now: 1_767_225_600_000,
};

const documented: GoodVector = {
  ...request,
  kind: "good",
  title: "reads an outbound message, and acknowledges it",
  headers: { "content-type": "text/xml; charset=utf-8", soapaction: '""' },
  events: [
    { id: "04l5g00000AAAAAAA1", type: "outbound_message.Contact", subject: "0035g00000XXXXXAA1", time: null },
  ],
  reply: {
    status: 200,
    headers: { "content-type": "text/xml; charset=utf-8" },
    body: '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>',
  },
  body: '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D5g000004XXXXEAA</OrganizationId><ActionId>04k5g000000XXXXAAA</ActionId><SessionId xsi:nil="true"/><EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/61.0</EnterpriseUrl><PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/61.0</PartnerUrl><Notification><Id>04l5g00000AAAAAAA1</Id><sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>0035g00000XXXXXAA1</sf:Id><sf:LastName>M&#252;ller &amp; S&#xf6;hne</sf:LastName></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>',
};

const several: GoodVector = {
  ...request,
  kind: "good",
  title: "splits an envelope of several",
  headers: { "content-type": "text/xml; charset=utf-8", soapaction: '""' },
  events: [
    { id: "04l5g00000AAAAAAA2", type: "outbound_message.Lead", subject: "00Q5g00000XXXXXAA2", time: null },
    { id: "04l5g00000AAAAAAA3", type: "outbound_message.Lead", subject: "00Q5g00000XXXXXAA3", time: null },
  ],
  reply: {
    status: 200,
    headers: { "content-type": "text/xml; charset=utf-8" },
    body: '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>',
  },
  body: '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D5g000004XXXXEAA</OrganizationId><ActionId>04k5g000000XXXXAAA</ActionId><SessionId xsi:nil="true"/><EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/61.0</EnterpriseUrl><PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/61.0</PartnerUrl><Notification><Id>04l5g00000AAAAAAA2</Id><sObject xsi:type="sf:Lead" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>00Q5g00000XXXXXAA2</sf:Id></sObject></Notification><Notification><Id>04l5g00000AAAAAAA3</Id><sObject xsi:type="sf:Lead" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>00Q5g00000XXXXXAA3</sf:Id><sf:City>Köln</sf:City></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>',
};

const relayed: GoodVector = {
  ...request,
  kind: "good",
  title: "takes the JSON of a callout by its bearer token",
  headers: { "content-type": "application/json", authorization: "Bearer tok_0123456789abcdef" },
  events: [
    {
      id: "0035g00000XXXXXAA4|2026-01-01T00:00:00.000Z",
      type: "Contact",
      subject: "0035g00000XXXXXAA4",
      time: 1767225600000,
    },
  ],
  url: "https://hooks.example.com/webhooks/salesforce/ep_1",
  body: '{"object":"Contact","Id":"0035g00000XXXXXAA4","SystemModstamp":"2026-01-01T00:00:00.000Z","LastName":"Müller"}',
};

const doctype: GoodVector = {
  ...request,
  kind: "good",
  title: "keeps an envelope with a document type, and expands nothing",
  headers: { "content-type": "text/xml; charset=utf-8", soapaction: '""' },
  events: "unparsed",
  reply: {
    status: 200,
    headers: { "content-type": "text/xml; charset=utf-8" },
    body: '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>',
  },
  body: '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE x [<!ENTITY a "aaaa">]><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D5g000004XXXXEAA</OrganizationId><ActionId>04k5g000000XXXXAAA</ActionId><SessionId xsi:nil="true"/><EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/61.0</EnterpriseUrl><PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/61.0</PartnerUrl><Notification><Id>04l5g00000AAAAAAA1</Id><sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>0035g00000XXXXXAA1</sf:Id><sf:LastName>M&#252;ller &amp; S&#xf6;hne</sf:LastName></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>',
};

export const vectors: ProviderVectors = {
  webhooks: [
    documented,
    several,
    relayed,
    doctype,
    ...withoutProof(relayed, { header: "authorization", otherSecret: "tok_other" }),
    refused(documented, {
      kind: "incomplete",
      title: "refuses a URL without the token",
      url: "https://hooks.example.com/webhooks/salesforce/ep_1",
      verdict: "header_missing",
    }),
    refused(documented, {
      kind: "wrong_key",
      title: "refuses another token in the URL",
      secret: "tok_other",
      verdict: "invalid_signature",
    }),
  ],
  signing: URL_TOKEN,
  outbound,
};
