import { LitElement, html, nothing } from 'lit';

export { html, nothing };

/**
 * Renders into the page itself and not into a shadow root, so that one style sheet reaches everything, and labels and
 * descriptions may refer to any element.
 */
export class Element extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** Tells the components above that something was done, for instance that a list has to be read again. */
  announce(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}
