import { daysFromNow } from '../core/format.js';

/** The views of the list of keys, with the parameters of the API for each. */
export const VIEWS = [
  { id: '', name: 'All', query: () => ({}) },
  { id: 'active', name: 'Active', query: () => ({ status: 'active' }) },
  { id: 'expiring', name: 'Expiring in 30 days', query: () => ({ status: 'active', expires_before: daysFromNow(30) }) },
  { id: 'unused', name: 'Unused for 90 days', query: () => ({ status: 'active', unused_since: daysFromNow(-90) }) },
  { id: 'disabled', name: 'Disabled', query: () => ({ status: 'disabled' }) },
  { id: 'expired', name: 'Expired', query: () => ({ status: 'expired' }) },
  { id: 'revoked', name: 'Revoked', query: () => ({ status: 'revoked' }) },
];

export const TYPES = ['external', 'internal', 'github', 'slack'];

export const REASONS = [
  ['unspecified', 'No particular reason'],
  ['key_compromise', 'The key leaked'],
  ['superseded', 'Another key replaces it'],
  ['cessation_of_operation', 'It is not needed any more'],
  ['affiliation_changed', 'Its user has changed teams'],
  ['privilege_withdrawn', 'Its user may not call the agent any more'],
];

const HOUR = 3600;
export const DAY = 24 * HOUR;

export const LIFETIMES = [
  [30 * DAY, '30 days'],
  [90 * DAY, '90 days'],
  [365 * DAY, 'a year'],
];

export const OVERLAPS = [
  [0, 'Ends at once'],
  [HOUR, 'Stays good for an hour'],
  [DAY, 'Stays good for a day'],
  [7 * DAY, 'Stays good for a week'],
  [30 * DAY, 'Stays good for 30 days'],
];

/** The JSON object that a user typed; undefined if the user typed nothing. */
export function metadataOf(text) {
  if (!text?.trim()) {
    return undefined;
  }
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`The metadata is not JSON: ${error.message}`);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Error('The metadata must be a JSON object, such as {"team": "parcels"}.');
  }
  return value;
}
