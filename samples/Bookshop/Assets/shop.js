document.querySelectorAll("form").forEach(form => form.addEventListener("submit", () =>
  form.querySelectorAll("button").forEach(button => setTimeout(() => { button.disabled = true; }))));
