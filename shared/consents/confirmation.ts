/** The one message that asks a person to confirm a consent: what it is about, and nothing that promotes. */
interface Confirmation {
  readonly subject: (brand: string) => string;
  readonly email: (brand: string, url: string) => string;
  /** CTIA Messaging Principles section 5.1: what it costs, how to get help, how to stop. */
  readonly sms: (brand: string) => string;
}

const en: Confirmation = {
  subject: (brand) => `Please confirm: messages from ${brand}`,
  email: (brand, url) =>
    `Somebody asked ${brand} to send messages to this address. If it was you, confirm it within 7 days:\n\n${url}\n\nIf it was not, do nothing and you hear no more of it.`,
  sms: (brand) =>
    `${brand}: reply YES to confirm that you want messages. Msg&data rates may apply. Reply HELP for help, STOP to cancel.`,
};

/** By language; others get English. */
const CONFIRMATIONS: Readonly<Record<string, Confirmation>> = {
  en,
  de: {
    subject: (brand) => `Bitte bestätigen: Nachrichten von ${brand}`,
    email: (brand, url) =>
      `Jemand hat ${brand} gebeten, Nachrichten an diese Adresse zu senden. Waren Sie es, bestätigen Sie es binnen 7 Tagen:\n\n${url}\n\nWenn nicht, tun Sie nichts, und Sie hören nichts mehr davon.`,
    sms: (brand) =>
      `${brand}: Antworten Sie JA, um Nachrichten zu bestätigen. Es können Kosten anfallen. HELP für Hilfe, STOP zum Beenden.`,
  },
  fr: {
    subject: (brand) => `À confirmer : messages de ${brand}`,
    email: (brand, url) =>
      `Quelqu'un a demandé à ${brand} d'envoyer des messages à cette adresse. Si c'est vous, confirmez dans les 7 jours :\n\n${url}\n\nSinon, ne faites rien et vous n'en entendrez plus parler.`,
    sms: (brand) =>
      `${brand} : répondez OUI pour confirmer les messages. Des frais peuvent s'appliquer. AIDE pour l'aide, STOP pour arrêter.`,
  },
  es: {
    subject: (brand) => `Confirme: mensajes de ${brand}`,
    email: (brand, url) =>
      `Alguien pidió a ${brand} que enviara mensajes a esta dirección. Si fue usted, confírmelo en 7 días:\n\n${url}\n\nSi no, no haga nada y no sabrá más de ello.`,
    sms: (brand) =>
      `${brand}: responda SI para confirmar los mensajes. Pueden aplicarse tarifas. AYUDA para ayuda, STOP para cancelar.`,
  },
  pt: {
    subject: (brand) => `Confirme: mensagens de ${brand}`,
    email: (brand, url) =>
      `Alguém pediu a ${brand} que enviasse mensagens para este endereço. Se foi você, confirme em 7 dias:\n\n${url}\n\nSe não, não faça nada e não ouvirá mais falar disso.`,
    sms: (brand) =>
      `${brand}: responda SIM para confirmar as mensagens. Podem aplicar-se custos. HELP para ajuda, STOP para cancelar.`,
  },
  it: {
    subject: (brand) => `Confermi: messaggi da ${brand}`,
    email: (brand, url) =>
      `Qualcuno ha chiesto a ${brand} di inviare messaggi a questo indirizzo. Se è stato lei, confermi entro 7 giorni:\n\n${url}\n\nAltrimenti non faccia nulla e non ne sentirà più parlare.`,
    sms: (brand) =>
      `${brand}: risponda SI per confermare i messaggi. Possono applicarsi costi. HELP per aiuto, STOP per annullare.`,
  },
  nl: {
    subject: (brand) => `Bevestig: berichten van ${brand}`,
    email: (brand, url) =>
      `Iemand vroeg ${brand} om berichten naar dit adres te sturen. Was u het, bevestig het binnen 7 dagen:\n\n${url}\n\nZo niet, doe dan niets en u hoort er niets meer van.`,
    sms: (brand) =>
      `${brand}: antwoord JA om berichten te bevestigen. Er kunnen kosten zijn. HELP voor hulp, STOP om te stoppen.`,
  },
};

/** @param locale BCP 47, or null */
export function confirmationIn(locale: string | null): Confirmation {
  return CONFIRMATIONS[locale?.split("-", 1)[0]?.toLowerCase() ?? "en"] ?? en;
}
