// Light and dark: as the system has it, or as the reader wants it.

const THEME = "mediaeval-report-theme";

function startTheme() {
  const choice = byId("theme");
  let kept = "";
  try {
    kept = localStorage.getItem(THEME) ?? "";
  } catch {} // a browser may keep nothing for files from disk
  const apply = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };
  apply(kept);
  for (const input of choice.querySelectorAll("input")) {
    input.checked = input.value === kept;
    input.addEventListener("change", () => {
      apply(input.value);
      try {
        localStorage.setItem(THEME, input.value);
      } catch {} // likewise
    });
  }
  choice.hidden = false;
}
