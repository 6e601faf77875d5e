const element = document.getElementById("toast");
let timer;

/** Says something for a few seconds, also to screen readers. */
export function toast(text) {
  clearTimeout(timer);
  element.textContent = text;
  element.classList.add("shown");
  timer = setTimeout(() => element.classList.remove("shown"), 3500);
}
