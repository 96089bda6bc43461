/** Says briefly what was done; screen readers hear it too. */
export function toast(text) {
  dispatchEvent(new CustomEvent('ak-toast', { detail: text }));
}
