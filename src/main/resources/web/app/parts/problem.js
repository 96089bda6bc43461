import { Element, html, nothing } from '../core/element.js';

/** What went wrong, in the API's own words, with the id of the request in the log of the service. */
class Problem extends Element {
  static properties = { error: { attribute: false } };

  render() {
    if (!this.error) {
      return nothing;
    }
    return html`<div class="notice bad" role="alert">
      ${this.error.message.split('\n').map((line) => html`<p>${line}</p>`)}
      ${this.error.requestId ? html`<p class="small">Request <code>${this.error.requestId}</code></p>` : nothing}
    </div>`;
  }
}

customElements.define('ak-problem', Problem);
export const problem = (error) => (error ? html`<ak-problem .error=${error}></ak-problem>` : nothing);
