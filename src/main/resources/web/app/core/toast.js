/** Shows briefly what was done; screen readers read it too. */
export function toast(text) {
  dispatchEvent(new CustomEvent('ak-toast', { detail: text }));
}
