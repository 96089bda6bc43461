import { ApiError } from '../core/api.js';
import { Element, html } from '../core/element.js';
import { problem } from './problem.js';

let count = 0;

/**
 * A question in a dialog element. The browser keeps the focus inside the dialog, and gives it back afterwards. A
 * subclass has the heading, the content of the form, and what the form does when it is submitted.
 */
export class Dialog extends Element {
  static properties = { error: { state: true }, busy: { state: true } };

  #heading = `dialog-${++count}`;

  constructor() {
    super();
    this.error = null;
    this.busy = false;
  }

  firstUpdated() {
    this.dialog.showModal();
  }

  get dialog() {
    return this.querySelector('dialog');
  }

  /** Whether the dialog shows a secret that it cannot show again. */
  get holdsSecret() {
    return false;
  }

  get danger() {
    return false;
  }

  close() {
    this.dialog.close();
  }

  #cancel(event) {
    if (this.holdsSecret) {
      event.preventDefault();
    }
  }

  #closed() {
    this.announce('dialog-closed');
    this.remove();
  }

  async #submit(event) {
    event.preventDefault();
    if (this.busy) {
      return;
    }
    this.busy = true;
    this.error = null;
    try {
      await this.submit(new FormData(event.target));
    } catch (error) {
      this.error = error;
      if (error instanceof ApiError && error.status === 401) {
        this.close();
      }
    }
    this.busy = false;
  }

  render() {
    return html`<dialog
      aria-labelledby=${this.#heading}
      @cancel=${this.#cancel}
      @close=${this.#closed}
      closedby=${this.holdsSecret ? 'none' : 'closerequest'}
    >
      <div class="sheet">
        <h2 id=${this.#heading}>${this.heading}</h2>
        ${this.outcome?.() ?? this.#form()}
      </div>
    </dialog>`;
  }

  #form() {
    return html`<form class="stack" novalidate @submit=${this.#submit}>
      ${this.content()} ${problem(this.error)}
      <div class="actions">
        <button type="button" class="button" @click=${this.close}>Cancel</button>
        <button class="button ${this.danger ? 'danger solid' : 'primary'}" ?disabled=${this.busy || this.blocked}>
          ${this.verb}
        </button>
      </div>
    </form>`;
  }
}

/** Opens a dialog with these properties. The dialog removes itself when it is closed. */
export function open(name, properties = {}) {
  const dialog = Object.assign(document.createElement(name), properties);
  document.querySelector('ak-console').append(dialog);
  return dialog;
}

/** Runs the action when the dialog has done its work, which may be before it is closed. */
export function whenDone(dialog, action) {
  dialog.addEventListener('done', action);
}
