import { get, segment } from '../core/api.js';
import { Element, html, nothing } from '../core/element.js';
import { Load } from '../core/load.js';
import { agentStatus, ago, skeletonRows } from '../parts/basics.js';
import { problem } from '../parts/problem.js';

/** Where an agent runs. */
class Deployments extends Element {
  static properties = { agent: { attribute: false } };

  #deployments = new Load(this);

  willUpdate(changed) {
    if (changed.has('agent')) {
      this.#deployments.run((signal) => get(`/agents/${segment(this.agent.id)}/deployments`, { limit: 100 }, signal));
    }
  }

  render() {
    const { value, error } = this.#deployments;
    if (value && !value.length) {
      return html`<div class="empty">
        <h2>No deployments</h2>
        <p>The agent runs where it registered. A build pipeline creates deployments, such as previews of it.</p>
      </div>`;
    }
    return html`${problem(error)}
      <div class="table-frame cards">
        <table class="table" role="table" aria-label="Deployments">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">Image</th>
              <th role="columnheader" scope="col">State</th>
              <th role="columnheader" scope="col">Created</th>
              <th role="columnheader" scope="col">Promoted</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${value
              ? value.map(
                  (deployment) =>
                    html`<tr role="row">
                      <td role="cell" class="name">
                        <code>${deployment.docker_image}</code>
                        <div class="facts-line">
                          ${deployment.is_production ? html`<span class="tag">production</span>` : nothing}
                          ${deployment.acp_url ? html`<span class="small muted break">${deployment.acp_url}</span>` : nothing}
                        </div>
                      </td>
                      <td role="cell" data-label="State">${agentStatus(deployment.status)}</td>
                      <td role="cell" data-label="Created" class="nowrap">${ago(deployment.created_at)}</td>
                      <td role="cell" data-label="Promoted" class="nowrap">${ago(deployment.promoted_at)}</td>
                    </tr>`,
                )
              : skeletonRows(4, 2)}
          </tbody>
        </table>
      </div>`;
  }
}

customElements.define('ak-deployments', Deployments);
