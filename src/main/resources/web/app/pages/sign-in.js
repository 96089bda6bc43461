import { beginSignIn } from '../core/oidc.js';
import { Element, html, nothing } from '../core/element.js';
import { session } from '../core/session.js';
import { problem } from '../parts/problem.js';

/** Asks who the user is. */
class SignIn extends Element {
  static properties = { settings: { attribute: false }, error: { attribute: false }, busy: { state: true } };

  async #withToken(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const token = form.get('token').trim();
    if (!token) {
      this.error = new Error('Paste your access token first.');
      return;
    }
    await this.#try(() => session.signIn(token, form.get('keep') !== null));
  }

  #withIssuer() {
    return this.#try(() => beginSignIn(this.settings.oidc));
  }

  async #try(signIn) {
    this.busy = true;
    this.error = null;
    try {
      await signIn();
    } catch (error) {
      this.error = error;
    }
    this.busy = false;
  }

  render() {
    const { oidc, token } = this.settings;
    return html`<main class="sign-in" id="main">
      <div class="card">
        <div class="brand"><img src="icon.svg" alt="" /> Agent API Keys</div>
        <h1 tabindex="-1">Sign in</h1>
        ${problem(this.error)}
        ${oidc
          ? html`<button type="button" class="button primary" ?disabled=${this.busy} @click=${this.#withIssuer}>
              Continue with ${new URL(oidc.issuer).hostname}
            </button>`
          : nothing}
        ${oidc && token ? html`<p class="or">or</p>` : nothing}
        ${token
          ? html`<form novalidate @submit=${this.#withToken}>
              <div class="field">
                <label for="token">Access token</label>
                <input
                  class="input mono"
                  id="token"
                  name="token"
                  type="password"
                  autocomplete="off"
                  spellcheck="false"
                  required
                  aria-describedby="token-help"
                />
                <p class="help" id="token-help">The token that you send to the API. It stays in this page's memory.</p>
              </div>
              <label class="check"><input type="checkbox" name="keep" /> Keep me signed in until this tab is closed</label>
              <button class="button ${oidc ? '' : 'primary'}" ?disabled=${this.busy}>Sign in</button>
            </form>`
          : nothing}
      </div>
    </main>`;
  }
}

customElements.define('ak-page-sign-in', SignIn);
