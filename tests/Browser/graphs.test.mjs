// Opens the gallery's pages in a real Chromium and uses them: tests/Browser/run makes the pages and starts this.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const folder = process.env.FUNCTIONAL_PAGES;
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ["--no-sandbox"] });
});
after(() => browser?.close());

// Opens a page, uses it, and fails on any error that its script makes.
async function open(file, use) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const errors = [];
  page.on("pageerror", error => errors.push(error.message));
  try {
    await page.goto(pathToFileURL(join(folder, file)).href);
    await use(page);
    assert.deepEqual(errors, []);
  } finally {
    await page.close();
  }
}

const box = (page, text) => page.locator(".box", { hasText: text }).first();
const frame = (page, text) => page.locator(".frame text", { hasText: text }).first();
const tip = page => page.locator("#tip");

async function middle(locator) {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

test("hover shows operation, shape, bytes, gradient and uses", () =>
  open("lstm.html", async page => {
    await box(page, "Cells[0].W").hover();
    const said = await tip(page).innerText();
    for (const part of ["Float64[17, 60], 8,160 bytes", "gradient", "its norm", "50 times"]) assert.match(said, new RegExp(part.replace(/[[\]]/g, "\\$&")));
    await box(page, "gates: Float64").hover();
    assert.match(await tip(page).innerText(), /MatMul|Add/);
    await page.mouse.move(1390, 990);
    assert.equal(await tip(page).isVisible(), false);
  }));

test("a box is dragged, and its arrows with it", () =>
  open("lstm.html", async page => {
    const node = box(page, "gates: Float64");
    const paths = () => page.locator(".arrow").evaluateAll(all => all.map(path => path.getAttribute("d")));
    const [start, before] = [await middle(node), await paths()];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(start.x + 120, start.y + 30, { steps: 5 });
    await page.mouse.up();
    const end = await middle(node);
    assert.ok(Math.abs(end.x - start.x - 120) < 2 && Math.abs(end.y - start.y - 30) < 2, JSON.stringify({ start, end }));
    const changed = (await paths()).filter((path, i) => path !== before[i]).length;
    assert.ok(changed > 0 && changed < before.length, `${changed} of ${before.length} arrows moved`);
  }));

test("the page is dragged and zoomed about the pointer", () =>
  open("lstm.html", async page => {
    const node = box(page, "gates: Float64"), start = await middle(node);
    await page.mouse.move(1300, 900);
    await page.mouse.down();
    await page.mouse.move(1250, 860, { steps: 3 });
    await page.mouse.up();
    const moved = await middle(node);
    assert.ok(Math.abs(moved.x - start.x + 50) < 2 && Math.abs(moved.y - start.y + 40) < 2);
    const width = (await node.boundingBox()).width;
    await page.mouse.move(moved.x, moved.y);
    await page.mouse.wheel(0, -300);
    await page.waitForFunction(old => document.querySelector(".box").getBoundingClientRect().width > 0 && old > 0, width);
    const zoomed = await middle(node);
    assert.ok((await node.boundingBox()).width > width * 1.5);
    assert.ok(Math.hypot(zoomed.x - moved.x, zoomed.y - moved.y) < 6);
  }));

test("a loop folds into one box and opens again", () =>
  open("lstm.html", async page => {
    const count = () => page.locator(".box").count();
    const all = await count();
    await frame(page, "each step").click();
    assert.ok((await count()) < all);
    await box(page, "each step × 50").click();
    assert.equal(await count(), all);
  }));

test("shared weights are drawn once, with their number of uses", () =>
  open("lstm-steps.html", async page => {
    assert.equal(await page.locator(".box", { hasText: "Cells[0].W" }).count(), 1);
    assert.equal(await box(page, "Cells[0].W").locator(".uses").textContent(), "×50");
    // The first step differs, as it begins with zeros.
    assert.ok((await page.locator(".box").count()) < 60);
    await box(page, "49 steps alike").click();
    assert.equal(await page.locator(".box.folded").count(), 49);
  }));

test("search finds a name", () =>
  open("vae.html", async page => {
    await page.fill("#search", "Encoder");
    assert.ok((await page.locator(".box.found").count()) >= 2);
    await page.press("#search", "Enter");
  }));

test("two thousand boxes are laid out and answer quickly", () =>
  open("many.html", async page => {
    const start = Date.now();
    await page.click("#unfold");
    assert.ok((await page.locator(".box").count()) > 2000);
    await page.fill("#search", "Cells[0].B");
    await page.press("#search", "Enter");
    await page.locator(".box.found").hover();
    assert.match(await tip(page).innerText(), /120 times/);
    assert.ok(Date.now() - start < 20_000, `${Date.now() - start} ms`);
  }));

test("every page draws without an error", async () => {
  for (const file of readdirSync(folder).filter(file => file.endsWith(".html") && file !== "section.html"))
    await open(file, async page => assert.ok((await page.locator(".box").count()) > 0, file));
});
