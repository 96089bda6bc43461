/**
 * Reads something for a component, and renders the component when it is there or could not be read. A newer reading
 * replaces the one under way. The former value stays until then, so that nothing on the page jumps.
 */
export class Load {
  #host;
  #reading = null;

  constructor(host) {
    this.#host = host;
    this.value = undefined;
    this.error = null;
    this.busy = false;
    host.addController(this);
  }

  /** Forgets the value, because the next one is about something else. */
  clear() {
    this.value = undefined;
    this.error = null;
  }

  hostDisconnected() {
    this.#reading?.abort();
  }

  /** @param read reads the value; it gets a signal that ends the request */
  async run(read) {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.busy = true;
    this.#host.requestUpdate();
    try {
      const value = await read(reading.signal);
      if (this.#reading === reading) {
        this.value = value;
        this.error = null;
      }
    } catch (error) {
      if (this.#reading === reading && !reading.signal.aborted) {
        this.error = error;
      }
    }
    if (this.#reading === reading) {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }
}
