import { Element, html } from '../core/element.js';
import { svg } from 'lit';
import { day, plural } from '../core/format.js';

const DAYS = 30;
const SOON = 7;
const WIDTH = 620;
const HEIGHT = 170;
const BASE = 140;
const TOP = 20;

/** The next thirty days, in UTC, with the number of keys that expire on each. */
function days(expiring) {
  const counts = new Map(expiring.map(({ date, count }) => [date, count]));
  return Array.from({ length: DAYS + 1 }, (_, index) => {
    const date = new Date(Date.now() + index * 86_400_000).toISOString().slice(0, 10);
    return { date, count: counts.get(date) ?? 0 };
  });
}

/** How many keys expire on each of the next thirty days: as columns, and as a list for screen readers. */
class ExpiryChart extends Element {
  static properties = { expiring: { attribute: false } };

  render() {
    const columns = days(this.expiring ?? []);
    const most = Math.max(1, ...columns.map(({ count }) => count));
    const step = WIDTH / columns.length;
    const total = columns.reduce((sum, { count }) => sum + count, 0);
    const due = columns.filter(({ count }) => count > 0);
    return html`<figure>
      <svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${plural(total, 'key expires', 'keys expire')} within 30 days">
        <line class="axis" x1="0" x2=${WIDTH} y1=${BASE + 0.5} y2=${BASE + 0.5} />
        ${columns.map(({ date, count }, index) => {
          const height = count ? Math.max(4, ((BASE - TOP) * count) / most) : 0;
          const x = index * step;
          return svg`<g>
            <title>${day(date)}: ${plural(count, 'key')}</title>
            <rect class="column ${index < SOON ? 'soon' : ''}" x=${x + 2} y=${BASE - height} width=${step - 4}
              height=${height} rx="2"></rect>
            ${count ? svg`<text x=${x + step / 2} y=${BASE - height - 5} text-anchor="middle">${count}</text>` : ''}
            ${index % 7 === 0 ? svg`<text x=${x + 2} y=${BASE + 20}>${index === 0 ? 'Today' : day(date)}</text>` : ''}
          </g>`;
        })}
      </svg>
      <figcaption>
        <ul class="visually-hidden">
          ${due.map(({ date, count }) => html`<li>${day(date)}: ${plural(count, 'key')}</li>`)}
        </ul>
        <p class="small muted">
          ${total ? `${plural(total, 'key expires', 'keys expire')} within 30 days.` : 'No key expires within 30 days.'}
        </p>
      </figcaption>
    </figure>`;
  }
}

customElements.define('ak-expiry-chart', ExpiryChart);
