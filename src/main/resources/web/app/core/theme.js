const KEPT = 'agent-api-keys.theme';
const THEMES = ['auto', 'light', 'dark'];

export function theme() {
  const kept = localStorage.getItem(KEPT);
  return THEMES.includes(kept) ? kept : 'auto';
}

export function applyTheme(name = theme()) {
  if (name === 'auto') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(KEPT);
  } else {
    document.documentElement.dataset.theme = name;
    localStorage.setItem(KEPT, name);
  }
}

export const nextTheme = () => THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
