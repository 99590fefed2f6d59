/** What the pages say, in the reader's language. */
export interface Words {
  readonly unsubscribe: string;
  /** Before the organization's name and the address. */
  readonly question: (brand: string, address: string) => string;
  readonly topicOnly: (topic: string) => string;
  readonly unsubscribed: string;
  readonly done: (brand: string, address: string) => string;
  readonly stillSent: string;
  readonly preferences: string;
  readonly intro: (brand: string) => string;
  readonly save: string;
  readonly saved: string;
  readonly everything: string;
  readonly elsewhere: string;
  readonly confirm: string;
  readonly confirmQuestion: (brand: string, address: string) => string;
  readonly confirmed: string;
  readonly invalid: string;
  readonly invalidText: string;
  readonly topics: Readonly<Record<string, string>>;
}

const en: Words = {
  unsubscribe: "Unsubscribe",
  question: (brand, address) => `Should ${brand} stop sending marketing to ${address}?`,
  topicOnly: (topic) => `This is about: ${topic}.`,
  unsubscribed: "You are unsubscribed",
  done: (brand, address) => `${brand} sends no more of this to ${address}.`,
  stillSent: "You still get messages that you asked for, such as receipts and password resets.",
  preferences: "Your preferences",
  intro: (brand) => `What may ${brand} send you?`,
  save: "Save",
  saved: "Your preferences are saved.",
  everything: "Unsubscribe from everything",
  elsewhere:
    "Here you can only switch off; to switch on, open the preferences from a message to that address.",
  confirm: "Confirm",
  confirmQuestion: (brand, address) => `May ${brand} send marketing to ${address}?`,
  confirmed: "Thank you, your subscription is confirmed.",
  invalid: "This link does not work",
  invalidText: "It was cut off, has been used, or is too old. Open the link in the message again.",
  topics: { newsletter: "Newsletter", product_updates: "Product updates", marketing: "Offers and news" },
};

const de: Words = {
  unsubscribe: "Abmelden",
  question: (brand, address) => `Soll ${brand} keine Werbung mehr an ${address} senden?`,
  topicOnly: (topic) => `Es geht um: ${topic}.`,
  unsubscribed: "Sie sind abgemeldet",
  done: (brand, address) => `${brand} sendet dies nicht mehr an ${address}.`,
  stillSent:
    "Nachrichten, die Sie selbst anfordern, etwa Rechnungen und neue Passwörter, erhalten Sie weiterhin.",
  preferences: "Ihre Einstellungen",
  intro: (brand) => `Was darf ${brand} Ihnen senden?`,
  save: "Speichern",
  saved: "Ihre Einstellungen sind gespeichert.",
  everything: "Von allem abmelden",
  elsewhere:
    "Hier können Sie nur abbestellen; zum Bestellen öffnen Sie die Einstellungen aus einer Nachricht an diese Adresse.",
  confirm: "Bestätigen",
  confirmQuestion: (brand, address) => `Darf ${brand} Werbung an ${address} senden?`,
  confirmed: "Danke, Ihre Anmeldung ist bestätigt.",
  invalid: "Dieser Link funktioniert nicht",
  invalidText:
    "Er ist unvollständig, schon benutzt oder zu alt. Öffnen Sie den Link in der Nachricht noch einmal.",
  topics: { newsletter: "Newsletter", product_updates: "Neues zum Produkt", marketing: "Angebote" },
};

const fr: Words = {
  unsubscribe: "Se désabonner",
  question: (brand, address) => `${brand} doit-il cesser d'envoyer de la publicité à ${address} ?`,
  topicOnly: (topic) => `Cela concerne : ${topic}.`,
  unsubscribed: "Vous êtes désabonné",
  done: (brand, address) => `${brand} n'enverra plus ces messages à ${address}.`,
  stillSent:
    "Vous recevrez encore les messages que vous demandez, comme les reçus et les mots de passe oubliés.",
  preferences: "Vos préférences",
  intro: (brand) => `Que peut vous envoyer ${brand} ?`,
  save: "Enregistrer",
  saved: "Vos préférences sont enregistrées.",
  everything: "Se désabonner de tout",
  elsewhere:
    "Ici vous pouvez seulement désactiver ; pour activer, ouvrez les préférences depuis un message reçu à cette adresse.",
  confirm: "Confirmer",
  confirmQuestion: (brand, address) => `${brand} peut-il envoyer de la publicité à ${address} ?`,
  confirmed: "Merci, votre abonnement est confirmé.",
  invalid: "Ce lien ne fonctionne pas",
  invalidText: "Il est incomplet, déjà utilisé ou trop ancien. Ouvrez de nouveau le lien du message.",
  topics: {
    newsletter: "Lettre d'information",
    product_updates: "Nouveautés du produit",
    marketing: "Offres",
  },
};

const es: Words = {
  unsubscribe: "Darse de baja",
  question: (brand, address) => `¿Debe ${brand} dejar de enviar publicidad a ${address}?`,
  topicOnly: (topic) => `Se trata de: ${topic}.`,
  unsubscribed: "Se ha dado de baja",
  done: (brand, address) => `${brand} ya no enviará esto a ${address}.`,
  stillSent: "Seguirá recibiendo los mensajes que pida, como recibos y contraseñas nuevas.",
  preferences: "Sus preferencias",
  intro: (brand) => `¿Qué le puede enviar ${brand}?`,
  save: "Guardar",
  saved: "Sus preferencias se han guardado.",
  everything: "Darse de baja de todo",
  elsewhere:
    "Aquí solo puede desactivar; para activar, abra las preferencias desde un mensaje enviado a esa dirección.",
  confirm: "Confirmar",
  confirmQuestion: (brand, address) => `¿Puede ${brand} enviar publicidad a ${address}?`,
  confirmed: "Gracias, su suscripción está confirmada.",
  invalid: "Este enlace no funciona",
  invalidText: "Está incompleto, ya se usó o es demasiado antiguo. Abra de nuevo el enlace del mensaje.",
  topics: { newsletter: "Boletín", product_updates: "Novedades del producto", marketing: "Ofertas" },
};

const pt: Words = {
  unsubscribe: "Cancelar subscrição",
  question: (brand, address) => `${brand} deve deixar de enviar publicidade para ${address}?`,
  topicOnly: (topic) => `Trata-se de: ${topic}.`,
  unsubscribed: "A subscrição foi cancelada",
  done: (brand, address) => `${brand} não enviará mais isto para ${address}.`,
  stillSent: "Continua a receber as mensagens que pedir, como recibos e novas senhas.",
  preferences: "As suas preferências",
  intro: (brand) => `O que pode ${brand} enviar-lhe?`,
  save: "Guardar",
  saved: "As suas preferências foram guardadas.",
  everything: "Cancelar tudo",
  elsewhere:
    "Aqui só pode desativar; para ativar, abra as preferências a partir de uma mensagem enviada para esse endereço.",
  confirm: "Confirmar",
  confirmQuestion: (brand, address) => `${brand} pode enviar publicidade para ${address}?`,
  confirmed: "Obrigado, a sua subscrição está confirmada.",
  invalid: "Esta ligação não funciona",
  invalidText: "Está incompleta, já foi usada ou é demasiado antiga. Abra de novo a ligação da mensagem.",
  topics: {
    newsletter: "Boletim informativo",
    product_updates: "Novidades do produto",
    marketing: "Ofertas",
  },
};

const it: Words = {
  unsubscribe: "Annulla l'iscrizione",
  question: (brand, address) => `${brand} deve smettere di inviare pubblicità a ${address}?`,
  topicOnly: (topic) => `Si tratta di: ${topic}.`,
  unsubscribed: "Iscrizione annullata",
  done: (brand, address) => `${brand} non invierà più questi messaggi a ${address}.`,
  stillSent: "Riceverà ancora i messaggi che richiede, come ricevute e nuove password.",
  preferences: "Le sue preferenze",
  intro: (brand) => `Che cosa può inviarle ${brand}?`,
  save: "Salva",
  saved: "Le sue preferenze sono salvate.",
  everything: "Annulla tutto",
  elsewhere:
    "Qui può solo disattivare; per attivare, apra le preferenze da un messaggio inviato a quell'indirizzo.",
  confirm: "Conferma",
  confirmQuestion: (brand, address) => `${brand} può inviare pubblicità a ${address}?`,
  confirmed: "Grazie, la sua iscrizione è confermata.",
  invalid: "Questo link non funziona",
  invalidText: "È incompleto, già usato o troppo vecchio. Apra di nuovo il link nel messaggio.",
  topics: { newsletter: "Newsletter", product_updates: "Novità sul prodotto", marketing: "Offerte" },
};

const nl: Words = {
  unsubscribe: "Afmelden",
  question: (brand, address) => `Moet ${brand} stoppen met reclame aan ${address}?`,
  topicOnly: (topic) => `Het gaat om: ${topic}.`,
  unsubscribed: "U bent afgemeld",
  done: (brand, address) => `${brand} stuurt dit niet meer aan ${address}.`,
  stillSent: "Berichten waar u zelf om vraagt, zoals bonnen en nieuwe wachtwoorden, krijgt u nog wel.",
  preferences: "Uw voorkeuren",
  intro: (brand) => `Wat mag ${brand} u sturen?`,
  save: "Opslaan",
  saved: "Uw voorkeuren zijn opgeslagen.",
  everything: "Voor alles afmelden",
  elsewhere:
    "Hier kunt u alleen uitzetten; om aan te zetten opent u de voorkeuren vanuit een bericht aan dat adres.",
  confirm: "Bevestigen",
  confirmQuestion: (brand, address) => `Mag ${brand} reclame sturen aan ${address}?`,
  confirmed: "Dank u, uw aanmelding is bevestigd.",
  invalid: "Deze link werkt niet",
  invalidText: "Hij is onvolledig, al gebruikt of te oud. Open de link in het bericht opnieuw.",
  topics: { newsletter: "Nieuwsbrief", product_updates: "Productnieuws", marketing: "Aanbiedingen" },
};

const WORDS = { en, de, fr, es, pt, it, nl } as const satisfies Record<string, Words>;
export type Language = keyof typeof WORDS;

export function wordsIn(language: Language): Words {
  return WORDS[language];
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(WORDS, text);
}

/** The reader's language: the first of `Accept-Language` by weight (RFC 9110 section 12.5.4) that the pages speak. */
export function languageOf(acceptLanguage: string | null): Language {
  const wanted = (acceptLanguage ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const weight = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((q) => q !== undefined);
      return { language: tag.split("-", 1)[0] ?? "", weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find(isLanguage) ?? "en";
}
