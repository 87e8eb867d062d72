/**
 * Puts text on the clipboard; false where the browser refuses. Origins without TLS have no `navigator.clipboard`: there
 * a text that is selected is copied the old way, from inside `near`'s dialog, because what is outside cannot be selected.
 */
export async function copyText(text: string, near: Element): Promise<boolean> {
  if (window.isSecureContext) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => copySelected(text, near),
    );
  }
  return copySelected(text, near);
}

function copySelected(text: string, near: Element): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'unseen';
  area.setAttribute('aria-hidden', 'true');
  const before = document.activeElement;
  (near.closest('dialog') ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
