const DAY = 86_400_000;
const absolute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const dateOnly = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const numbers = new Intl.NumberFormat('en');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A unit, its length, and the least number of units for which it is used: 90 days say more than 3 months. */
const UNITS = [
  ['year', 365 * DAY, 2],
  ['month', 30 * DAY, 4],
  ['day', DAY, 1],
  ['hour', HOUR, 1],
  ['minute', MINUTE, 1],
];

export const number = (value) => numbers.format(value);
export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
export const exact = (time) => absolute.format(new Date(time));
export const day = (date) => dateOnly.format(new Date(`${date}T00:00:00Z`));

/** Such as "in 5 days" or "3 hours ago". */
export function fromNow(time, now = Date.now()) {
  const distance = new Date(time) - now;
  for (const [unit, length, least] of UNITS) {
    // Five days less a few seconds count as five days.
    if (Math.abs(distance) + MINUTE / 2 >= least * length) {
      return relative.format(Math.round(distance / length), unit);
    }
  }
  return distance < 0 ? 'just now' : 'in a moment';
}

export const daysFromNow = (days) => new Date(Date.now() + days * DAY).toISOString();
export const isWithinDays = (time, days) => time !== null && new Date(time) - Date.now() < days * DAY;

/** What the API calls something, in words: "cessation_of_operation" is "Cessation of operation". */
export function words(name) {
  const text = name.replaceAll('_', ' ').replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
