/** Days as an admin picks them, where the admin is; the API knows moments only. */

/** The moment at which a day begins, or one `later`; nothing where the text is no day. */
export function beginning(day: string | undefined, later = 0): string | undefined {
  const [year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? "")?.slice(1).map(Number) ?? [];
  return year ? new Date(year, month! - 1, date! + later).toISOString().replace(/\.\d+/, "") : undefined;
}

/** The day of a moment, as a date field writes it. */
export function dayOf(time: string | null | undefined): string {
  if (!time) return "";
  const moment = new Date(time);
  return new Date(Date.parse(time) - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** The first day that has not begun, as a date field writes it. */
export function tomorrow(): string {
  return dayOf(new Date(Date.now() + 86_400_000).toISOString());
}
