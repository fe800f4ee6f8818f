// Puts a text on the clipboard with one press. Without this the text can be selected by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  if (!text || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = button.parentElement.querySelector("[data-copy-said]");
    try {
      await navigator.clipboard.writeText(text.value ?? text.textContent);
      if (said) said.textContent = button.dataset.copied;
    } catch {
      text.select?.();
    }
  });
}
