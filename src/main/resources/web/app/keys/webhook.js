import { RetriablePost } from '../core/api.js';
import { html, nothing } from '../core/element.js';
import { urlOf } from '../core/settings.js';
import { Dialog } from '../parts/dialog.js';
import '../parts/secret.js';

const SOURCES = {
  github: {
    name: 'GitHub',
    hint: 'A repository, an organization or an app',
    label: 'Repository',
    help: html`As GitHub names it: <code>owner/repository</code>, <code>owner/*</code> for an organization, or
      <code>app:id</code> for an app.`,
    placeholder: 'octo/hello',
    where: html`In GitHub open <strong>Settings → Webhooks → Add webhook</strong>, choose
      <strong>application/json</strong> as the content type, and paste these two values.`,
    url: 'Payload URL',
  },
  slack: {
    name: 'Slack',
    hint: 'Events, commands and interactivity of an app',
    label: 'App ID',
    help: html`It begins with <code>A</code>, and is on the page <em>Basic Information</em> of the app.`,
    placeholder: 'A012ABCD0A0',
    where: html`In Slack's app settings open <strong>Event Subscriptions</strong> (or Slash Commands, Interactivity), and
      paste the URL.`,
    url: 'Request URL',
  },
};

/** Sets up a webhook that calls the agent: asks for the source, and then shows what to paste there. */
class CreateWebhook extends Dialog {
  static properties = { ...Dialog.properties, agent: { attribute: false }, source: { state: true }, created: { state: true } };

  #post = new RetriablePost();

  constructor() {
    super();
    this.source = 'github';
  }

  get heading() {
    return this.created ? `Paste this into ${SOURCES[this.source].name}` : `Set up a webhook of ${this.agent.name}`;
  }

  get verb() {
    return 'Set up webhook';
  }

  get holdsSecret() {
    return Boolean(this.created);
  }

  async submit(form) {
    this.created = await this.#post.send('/agent_api_keys/webhook-trigger', {
      agent_name: this.agent.name,
      source: this.source,
      name: form.get('name').trim(),
      forward_path: form.get('forward_path').trim(),
      secret: form.get('secret') || undefined,
    });
    this.announce('done');
  }

  content() {
    const { label, help, placeholder } = SOURCES[this.source];
    const slack = this.source === 'slack';
    return html`<fieldset class="field">
        <legend>Where from</legend>
        <div class="choices">
          ${Object.entries(SOURCES).map(
            ([id, { name, hint }]) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="source"
                  value=${id}
                  .checked=${this.source === id}
                  @change=${() => (this.source = id)}
                />
                <div>${name}<span>${hint}</span></div></label
              >`,
          )}
        </div>
      </fieldset>
      <div class="field">
        <label for="name">${label}</label>
        <input class="input" id="name" name="name" required autocomplete="off" placeholder=${placeholder} aria-describedby="name-help" />
        <p class="help" id="name-help">${help}</p>
      </div>
      <div class="field">
        <label for="path">Path at the agent</label>
        <input class="input mono" id="path" name="forward_path" autocomplete="off" placeholder="issues" aria-describedby="path-help" />
        <p class="help" id="path-help">Where the agent receives the delivery, below its own URL.</p>
      </div>
      <div class="field">
        <label for="secret">Signing secret ${slack ? nothing : html`<span class="muted">(optional)</span>`}</label>
        <input class="input mono" id="secret" name="secret" type="password" autocomplete="off" aria-describedby="secret-help" />
        <p class="help" id="secret-help">
          ${slack ? 'The Signing Secret of the app; Slack makes it.' : 'Leave it empty, and the service makes a secure one.'}
        </p>
      </div>`;
  }

  outcome() {
    if (!this.created) {
      return undefined;
    }
    const { where, url } = SOURCES[this.source];
    const { webhook_url, webhook_path, secret } = this.created;
    const values = [
      {
        name: url,
        value: webhook_url ?? urlOf(webhook_path).href,
        help: webhook_url
          ? nothing
          : 'The service does not know its public URL (AGENTKEYS_PUBLIC_URL), so this is the one by which you reached it.',
      },
    ];
    if (this.source === 'github') {
      values.push({ name: 'Secret', value: secret });
    }
    return html`<p>${where}</p>
      <ak-secret .values=${values} @stored=${this.close}></ak-secret>`;
  }
}

customElements.define('ak-create-webhook', CreateWebhook);
