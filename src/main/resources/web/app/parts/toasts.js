import { Element, html } from '../core/element.js';

const SHOWN_FOR = 4000;

/** Shows what was just done, for a few seconds. */
class Toasts extends Element {
  static properties = { texts: { state: true } };

  constructor() {
    super();
    this.texts = [];
    this.show = (event) => {
      const text = { text: event.detail };
      this.texts = [...this.texts, text];
      setTimeout(() => (this.texts = this.texts.filter((other) => other !== text)), SHOWN_FOR);
    };
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('ak-toast', this.show);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('ak-toast', this.show);
  }

  render() {
    return html`<div class="toasts" role="status">${this.texts.map(({ text }) => html`<p class="toast">${text}</p>`)}</div>`;
  }
}

customElements.define('ak-toasts', Toasts);
