/* Switch on the components of the page. Every page works without this. */
import { initAll } from "./govuk-frontend.js";

initAll();

const WARN_BEFORE = 120; // seconds (WCAG 2.2, 2.2.1: at least twenty to answer)

/* The dialog at the foot of each page that says when the session ends. */
class SessionEnd {
  constructor(dialog) {
    this.dialog = dialog;
    this.part = (name) => dialog.querySelector(`[data-session-${name}]`);
    this.part("stay").addEventListener("click", () => this.stay());
    this.part("close").addEventListener("click", () => dialog.close());
    this.wait(Number(dialog.dataset.seconds));
  }

  /* Look again shortly before the end: another page may have moved it. */
  wait(seconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), Math.max(0, seconds - WARN_BEFORE) * 1000);
  }

  async look() {
    const left = await this.ask({});
    if (left === null) return this.over();
    if (left.seconds > WARN_BEFORE) return this.wait(left.seconds);
    const forGood = left.seconds_for_good <= left.seconds;
    this.part("for-good").hidden = !forGood;
    this.part("stay").hidden = forGood;
    this.ends = Date.now() + left.seconds * 1000;
    this.open();
    this.count();
  }

  async stay() {
    const left = await this.ask({
      method: "POST",
      headers: { "X-CSRFToken": this.dialog.dataset.token },
    });
    if (left === null) return this.over();
    this.dialog.close();
    this.wait(left.seconds);
  }

  /* Asking with GET does not make the session last longer. */
  async ask(options) {
    try {
      const answer = await fetch(this.dialog.dataset.address, { redirect: "manual", ...options });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  count() {
    const seconds = Math.round((this.ends - Date.now()) / 1000);
    if (seconds <= 0) {
      this.timer = setTimeout(() => this.look(), 1000);
      return;
    }
    this.part("left").textContent = inWords(seconds);
    this.timer = setTimeout(() => this.dialog.open ? this.count() : this.wait(seconds + WARN_BEFORE), 1000);
  }

  over() {
    this.part("title").textContent = "You were signed out";
    this.part("going").hidden = true;
    this.part("for-good").hidden = true;
    this.part("stay").hidden = true;
    this.part("over").hidden = false;
    this.open();
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }
}

function inWords(seconds) {
  const parts = [[Math.floor(seconds / 60), "minute"], [seconds % 60, "second"]];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
    .join(" ");
}

const dialog = document.querySelector("[data-session-end]");
if (dialog) new SessionEnd(dialog);
