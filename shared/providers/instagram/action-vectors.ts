import type { ActionVectors, ExpectedRequest, ResultVector } from "../vectors.ts";

const TO = "987654321";
const MESSAGE_ID = "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3";

function sent(json: Readonly<Record<string, unknown>>): ExpectedRequest {
  return {
    method: "POST",
    url: "https://graph.instagram.com/v23.0/17841400000000001/messages",
    headers: { authorization: "Bearer IGAATESTtestTESTtest", "content-type": "application/json" },
    body: { json },
  };
}

const accepted: ResultVector = {
  title: "sent",
  status: 200,
  body: { recipient_id: TO, message_id: MESSAGE_ID },
  result: { externalId: MESSAGE_ID, result: { id: MESSAGE_ID, to: TO } },
};

export const actions: Readonly<Record<string, ActionVectors>> = {
  "dm.send": {
    requests: [
      {
        title: "answers with words",
        input: { to: TO, text: "Größe ✓" },
        request: sent({ recipient: { id: TO }, message: { text: "Größe ✓" } }),
      },
      {
        title: "answers with a medium, a person within seven days",
        input: { to: TO, media: { type: "video", url: "https://x.example/a.mp4" }, humanAgent: true },
        request: sent({
          recipient: { id: TO },
          messaging_type: "MESSAGE_TAG",
          tag: "HUMAN_AGENT",
          message: { attachment: { type: "video", payload: { url: "https://x.example/a.mp4" } } },
        }),
      },
      {
        title: "offers answers",
        input: { to: TO, text: "Monday?", quickReplies: [{ title: "Yes", payload: "yes" }] },
        request: sent({
          recipient: { id: TO },
          messaging_type: "RESPONSE",
          message: {
            text: "Monday?",
            quick_replies: [{ content_type: "text", title: "Yes", payload: "yes" }],
          },
        }),
      },
    ],
    invalid: [
      { title: "nothing to say", input: { to: TO }, path: "text" },
      {
        title: "words and a medium",
        input: { to: TO, text: "Hi", media: { type: "image", url: "https://x.example/a.png" } },
        path: "text",
      },
      { title: "501 characters of two bytes", input: { to: TO, text: "ö".repeat(501) }, path: "text" },
      { title: "a user's name", input: { to: "@acme", text: "Hi" }, path: "to" },
      {
        title: "offered answers of a person who writes late",
        input: { to: TO, text: "Hi", quickReplies: [{ title: "A", payload: "a" }], humanAgent: true },
        path: "quickReplies",
      },
      {
        title: "offered answers to a medium",
        input: {
          to: TO,
          media: { type: "image", url: "https://x.example/a.png" },
          quickReplies: [{ title: "A", payload: "a" }],
        },
        path: "quickReplies",
      },
    ],
    results: [accepted],
  },
  "dm.send_buttons": {
    requests: [
      {
        title: "puts buttons under the words",
        input: { to: TO, text: "Monday?", buttons: [{ type: "postback", title: "Yes", payload: "yes" }] },
        request: sent({
          recipient: { id: TO },
          message: {
            attachment: {
              type: "template",
              payload: {
                template_type: "button",
                text: "Monday?",
                buttons: [{ type: "postback", title: "Yes", payload: "yes" }],
              },
            },
          },
        }),
      },
    ],
    invalid: [
      { title: "no button", input: { to: TO, text: "Hi", buttons: [] }, path: "buttons" },
      {
        title: "a link that leads nowhere",
        input: { to: TO, text: "Hi", buttons: [{ type: "web_url", title: "A" }] },
        path: "buttons.0.url",
      },
      { title: "641 characters", input: { to: TO, text: "x".repeat(641), buttons: [] }, path: "text" },
    ],
    results: [accepted],
  },
  "dm.react": {
    requests: [
      {
        title: "puts a heart",
        input: { to: TO, messageId: MESSAGE_ID, reaction: "love" },
        request: sent({
          recipient: { id: TO },
          sender_action: "react",
          payload: { message_id: MESSAGE_ID, reaction: "love" },
        }),
      },
      {
        title: "takes it away",
        input: { to: TO, messageId: MESSAGE_ID, reaction: null },
        request: sent({
          recipient: { id: TO },
          sender_action: "unreact",
          payload: { message_id: MESSAGE_ID },
        }),
      },
    ],
    invalid: [
      { title: "no message named", input: { to: TO, reaction: "love" }, path: "messageId" },
      { title: "another reaction", input: { to: TO, messageId: "m", reaction: "wow" }, path: "reaction" },
    ],
    results: [
      {
        title: "put",
        status: 200,
        body: { recipient_id: TO },
        result: { externalId: null, result: { to: TO } },
      },
    ],
  },
  "comment.reply_privately": {
    requests: [
      {
        title: "names the comment in place of a person",
        input: { commentId: "17870913679156914", text: "Hi" },
        request: sent({ recipient: { comment_id: "17870913679156914" }, message: { text: "Hi" } }),
      },
    ],
    invalid: [
      { title: "no words", input: { commentId: "1", text: "" }, path: "text" },
      { title: "no comment named", input: { text: "Hi" }, path: "commentId" },
    ],
    results: [accepted],
  },
};
