import { callWith } from './api.js';
import { finishSignIn, isSignInUnderWay, refresh, Refusal } from './oidc.js';

const KEPT = 'agent-api-keys.token';

/**
 * Who is signed in. The token is in the memory of the page and nowhere else, unless the user asks for the tab to keep it.
 * It is never in a URL and never in a cookie.
 */
class Session extends EventTarget {
  #token = null;
  #refreshing = null;
  #settings = null;

  /** The caller as the API sees it; null until a user signs in. */
  caller = null;

  /** Why the session ended; null if the user ended it. */
  reason = null;

  async start(settings) {
    this.#settings = settings;
    if (settings.open) {
      await this.#enter(null);
    } else if (settings.oidc && isSignInUnderWay()) {
      await this.#enter(await finishSignIn(settings.oidc));
    } else if (sessionStorage.getItem(KEPT)) {
      await this.signIn(sessionStorage.getItem(KEPT), true);
    }
  }

  /** Signs in with a token, if the API accepts it. */
  async signIn(token, keep) {
    try {
      await this.#enter({ value: token });
    } catch (error) {
      sessionStorage.removeItem(KEPT);
      throw error;
    }
    if (keep) {
      sessionStorage.setItem(KEPT, token);
    }
  }

  async #enter(token) {
    this.caller = await callWith(token?.value, 'GET', '/callers/self');
    this.#token = token;
    this.reason = null;
    this.#tell();
  }

  /** The token. Renews it first if it is about to expire and the issuer gave a refresh token. */
  async freshToken() {
    if (this.#token?.refresh && this.#token.until - Date.now() < 30_000) {
      this.#refreshing ??= this.#refresh(this.#token).finally(() => (this.#refreshing = null));
      await this.#refreshing;
    }
    return this.#token?.value;
  }

  /**
   * Signs out if the issuer refuses to renew the token. If the issuer does not answer, nothing changes, because the API
   * accepts the token until it expires.
   */
  async #refresh(token) {
    try {
      const renewed = await refresh(this.#settings.oidc, token);
      // The user may have signed out meanwhile.
      if (this.#token === token) {
        this.#token = renewed;
      }
    } catch (error) {
      if (error instanceof Refusal) {
        const ended = new Error(`Your sign-in has ended, and the issuer does not renew it: ${error.message}`);
        if (this.#token === token) {
          this.end(ended);
        }
        throw ended;
      }
    }
  }

  /** Ends the session, and forgets the token. */
  end(reason = null) {
    if (this.#settings?.open) {
      return;
    }
    sessionStorage.removeItem(KEPT);
    this.#token = null;
    this.caller = null;
    this.reason = reason;
    this.#tell();
  }

  /** Whether the user has the role. The console offers only what the user may do. */
  may(role) {
    return this.caller?.roles.includes(role) ?? false;
  }

  get canSignOut() {
    return !this.#settings?.open;
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}

export const session = new Session();
export const may = (role) => session.may(role);
