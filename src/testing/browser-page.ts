import { existsSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** The Chromium of this machine; undefined where there is none. */
export const executablePath = places.find((place) => existsSync(place));
/** Why tests in a browser cannot run here; false where they can. */
export const skip = executablePath === undefined ? `no Chromium here (looked at ${places.join(', ')})` : false;

export const wide = { width: 1100, height: 900 };
export const phone = { width: 400, height: 900 };

/** A page as a reader has it, with all that it said on the console, threw or opened, and all that it asked for. */
export type Opened = { page: Page; complaints: string[]; requests: string[] };

/** Opens a page; every request but the file itself is noted and stopped. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const page = await browser.newPage({ viewport: wide, ...options });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route('**/*', (route) => {
    if (route.request().url() === url) return route.continue();
    requests.push(route.request().url());
    return route.abort();
  });
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints, requests };
}
