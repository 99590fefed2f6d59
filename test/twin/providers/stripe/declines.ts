/** Why a card was declined. https://docs.stripe.com/declines/codes */
export interface Decline {
  readonly code: string;
  readonly decline_code: string;
  readonly message: string;
}

const decline = (decline_code: string, message: string, code = "card_declined"): Decline => ({
  code,
  decline_code,
  message,
});

/** Stripe's payment methods for tests that are declined. https://docs.stripe.com/testing#declined-payments */
const declines: Readonly<Record<string, Decline>> = {
  pm_card_chargeDeclined: decline("generic_decline", "Your card was declined."),
  pm_card_chargeDeclinedInsufficientFunds: decline("insufficient_funds", "Your card has insufficient funds."),
  pm_card_chargeDeclinedExpiredCard: decline("expired_card", "Your card has expired.", "expired_card"),
  pm_card_chargeDeclinedLostCard: decline("lost_card", "Your card was declined."),
  pm_card_authenticationRequired: decline(
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
    "authentication_required",
  ),
};

export function findDecline(paymentMethod: unknown): Decline | undefined {
  const name = String(paymentMethod);
  return Object.hasOwn(declines, name) ? declines[name] : undefined;
}
