import { Element, html, nothing } from '../core/element.js';
import { number, words } from '../core/format.js';
import { Load } from '../core/load.js';
import { urlOf } from '../core/settings.js';

const SAMPLE = /^agentkeys_verifications_total\{[^}]*outcome="([a-z_]+)"[^}]*\} (\S+)/gm;

async function read(path, signal) {
  const answer = await fetch(urlOf(path), { credentials: 'omit', headers: { Accept: 'text/plain' }, signal });
  const text = answer.ok ? await answer.text() : '';
  return [...text.matchAll(SAMPLE)].map(([, outcome, count]) => ({ outcome, count: Number(count) }));
}

/** How this replica answered verifications of keys, according to the metrics of the service. */
class Verifications extends Element {
  static properties = { path: {} };

  #counts = new Load(this);

  firstUpdated() {
    this.#counts.run((signal) => read(this.path, signal));
  }

  render() {
    const counts = this.#counts.value ?? [];
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    if (!total) {
      return html`<p class="muted">${this.#counts.value ? 'No key has been verified since this replica started.' : nothing}</p>`;
    }
    return html`<div class="bars">
      ${counts
        .filter(({ count }) => count > 0)
        .sort((one, other) => other.count - one.count)
        .map(
          ({ outcome, count }) => html`<span>${words(outcome)}</span>
            <progress aria-label=${words(outcome)} max=${total} value=${count}></progress>
            <span class="number">${number(count)}</span>`,
        )}
    </div>`;
  }
}

customElements.define('ak-verifications', Verifications);
