// What the pages gain with a script: a theme that is remembered, results while typing, copy buttons.
// Everything is there without it.
const root = document.documentElement;
const remembered = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};
const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing forgets the choice with the page.
  }
};

// Before the first paint, so that the page does not change its colours before the reader's eyes.
const theme = remembered('theme');
if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;

function switchTheme() {
  const isDark = root.dataset.theme
    ? root.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
  remember('theme', root.dataset.theme);
}

function addCopyButtons({ copy, copied }) {
  // Browsers give none to pages that came over plain HTTP from another machine.
  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll('.code, .examples')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = copy;
    button.addEventListener('click', async () => {
      const shown = [...block.querySelectorAll('pre')].find((pre) => pre.offsetParent !== null);
      await navigator.clipboard.writeText(shown.textContent);
      button.textContent = copied;
      setTimeout(() => {
        button.textContent = copy;
      }, 1500);
    });
    block.append(button);
  }
}

/** Whoever reads Python here reads Python on the next page. */
function rememberExampleLanguage() {
  const choose = (language) => {
    for (const input of document.querySelectorAll(`.examples input[data-language="${CSS.escape(language)}"]`))
      input.checked = true;
  };
  const chosen = remembered('example-language');
  if (chosen) choose(chosen);
  for (const input of document.querySelectorAll('.examples input')) {
    input.addEventListener('change', () => {
      remember('example-language', input.dataset.language);
      choose(input.dataset.language);
    });
  }
}

function searchWhileTyping(form) {
  const input = form.querySelector('input');
  const found = form.querySelector('.found');
  let asked = 0;
  let timer;
  const hide = () => {
    found.hidden = true;
  };
  const search = async () => {
    asked += 1;
    const mine = asked;
    if (input.value.trim() === '') return hide();
    const response = await fetch(`${form.action}?q=${encodeURIComponent(input.value)}`);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (mine !== asked) return;
    found.replaceChildren(...page.querySelectorAll('main .summary, main .cards'));
    found.hidden = false;
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(search, 150);
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const links = [input, ...found.querySelectorAll('a')];
    const next = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    if (found.hidden || !links[next]) return;
    event.preventDefault();
    links[next].focus();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
  });
  document.addEventListener('click', (event) => {
    if (!form.contains(event.target)) hide();
  });
}

document.addEventListener('DOMContentLoaded', () => {
  const button = document.querySelector('.theme');
  button.hidden = false;
  button.addEventListener('click', switchTheme);
  addCopyButtons(button.dataset);
  rememberExampleLanguage();
  searchWhileTyping(document.querySelector('.search'));
});
