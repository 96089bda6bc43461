import { Element, html, nothing } from './core/element.js';
import { href, route } from './core/router.js';
import { may, session } from './core/session.js';
import { readSettings } from './core/settings.js';
import { applyTheme, nextTheme, theme } from './core/theme.js';
import { problem } from './parts/problem.js';
import './parts/toasts.js';
import './pages/agent.js';
import './pages/agents.js';
import './pages/audit.js';
import './pages/check.js';
import './pages/key.js';
import './pages/overview.js';
import './pages/sign-in.js';

const PLACES = [
  { path: [], name: 'Overview' },
  { path: ['agents'], name: 'Agents', role: 'agents:read' },
  { path: ['check'], name: 'Check a key', role: 'keys:verify' },
  { path: ['audit'], name: 'Changes', role: 'audit:read' },
];
const THEME_NAMES = { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' };
const THEME_ICONS = { auto: '◐', light: '☀', dark: '☾' };

applyTheme();

/** The console: the frame around the page that the fragment of the URL names. */
class Console extends Element {
  static properties = { settings: { state: true }, failure: { state: true }, theme: { state: true } };

  #place = null;

  constructor() {
    super();
    this.theme = theme();
    this.moved = () => this.requestUpdate();
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', this.moved);
    session.addEventListener('change', this.moved);
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.moved);
    session.removeEventListener('change', this.moved);
  }

  async #start() {
    let settings = null;
    try {
      settings = await readSettings();
      await session.start(settings);
    } catch (error) {
      this.failure = error;
    }
    this.settings = settings;
  }

  async updated() {
    await this.querySelector('main > *')?.updateComplete;
    const place = session.caller ? route().path.join('/') : 'sign-in';
    const heading = this.querySelector('h1');
    if (!heading) {
      return;
    }
    document.title = `${session.caller ? place.split('/').slice(0, 2).join(' ') || 'Overview' : 'Sign in'} · Agent API Keys`;
    if (this.#place !== null && this.#place !== place) {
      // As after a page load: a screen reader reads the heading of the new place.
      heading.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    this.#place = place;
  }

  render() {
    if (!this.settings) {
      return this.failure ? html`<main class="main">${problem(this.failure)}</main>` : nothing;
    }
    if (!session.caller) {
      return this.settings.open
        ? html`<main class="main">${problem(this.failure)}</main>`
        : html`<ak-page-sign-in .settings=${this.settings} .error=${session.reason ?? this.failure}></ak-page-sign-in>
            <ak-toasts></ak-toasts>`;
    }
    const { path, query } = route();
    return html`<a class="skip" href="#main" @click=${this.#skip}>Skip to the content</a>
      <header class="bar">
        <div class="bar-inner">
          <a class="brand" href=${href([])}><img src="icon.svg" alt="" /> Agent API Keys</a>
          <nav class="nav" aria-label="Main">
            ${PLACES.filter(({ role }) => !role || may(role)).map(
              (place) =>
                html`<a
                  href=${href(place.path)}
                  aria-current=${(path[0] ?? '') === (place.path[0] ?? '') ? 'page' : nothing}
                  >${place.name}</a
                >`,
            )}
          </nav>
          <div class="account">
            <span class="who" title=${session.caller.roles.join(' ')}>${session.caller.name}</span>
            <button type="button" class="button icon" title=${THEME_NAMES[this.theme]} @click=${this.#switchTheme}>
              <span aria-hidden="true">${THEME_ICONS[this.theme]}</span>
              <span class="visually-hidden">${THEME_NAMES[this.theme]}</span>
            </button>
            ${session.canSignOut
              ? html`<button type="button" class="button" @click=${() => session.end()}>Sign out</button>`
              : nothing}
          </div>
        </div>
      </header>
      <main class="main" id="main" tabindex="-1">${this.#page(path, query)}</main>
      <ak-toasts></ak-toasts>`;
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('#main').focus();
  }

  #switchTheme() {
    applyTheme(nextTheme());
    this.theme = theme();
  }

  #page([place, name, tab, id], query) {
    if (place === undefined) {
      return html`<ak-page-overview></ak-page-overview>`;
    }
    if (place === 'agents' && tab === 'keys' && id) {
      return html`<ak-page-key agent=${name} .keyId=${id}></ak-page-key>`;
    }
    if (place === 'agents' && name) {
      return html`<ak-page-agent name=${name} .tab=${tab} .query=${query}></ak-page-agent>`;
    }
    if (place === 'agents') {
      return html`<ak-page-agents .query=${query}></ak-page-agents>`;
    }
    if (place === 'check') {
      return html`<ak-page-check></ak-page-check>`;
    }
    if (place === 'audit') {
      return html`<ak-page-audit .query=${query}></ak-page-audit>`;
    }
    return html`<h1 tabindex="-1">There is no such page</h1>
      <p><a href=${href([])}>Go to the overview</a></p>`;
  }
}

customElements.define('ak-console', Console);
