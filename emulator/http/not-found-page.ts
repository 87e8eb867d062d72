import { sendBody } from '../wire/send-body.ts';
import type { Exchange } from './exchange.ts';

/** What Google answers where no API is: a page, not JSON. */
export async function sendNotFoundPage({ response, url }: Exchange): Promise<void> {
  const path = url.pathname.replace(/[<>&"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const page = `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <title>Error 404 (Not Found)!!1</title>
  <p><b>404.</b> <ins>That’s an error.</ins>
  <p>The requested URL <code>${path}</code> was not found on this server.  <ins>That’s all we know.</ins>
`;
  const headers = { 'Content-Type': 'text/html; charset=UTF-8', 'Referrer-Policy': 'no-referrer' };
  await sendBody(response, { status: 404, headers, pieces: [page] });
}
