// Builds what pages and PDFs load: one app.css, one app.js, one script per island, the icon sprite, the fonts.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { unpackWoff } from "./unpack_woff.mjs";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const PACKAGE = join(ROOT, "tandem");
const DESIGN = join(PACKAGE, "base", "design");
const TARGET = join(DESIGN, "static");
const DRAFT = join(DESIGN, `.static-${process.pid}`);
const BROWSERS = ["chrome123", "firefox120", "safari17.5"];

/** Paths below tandem/ that match, sorted: the same sources give the same bytes. */
async function sources(pattern) {
  const entries = await readdir(PACKAGE, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => pattern.test(relative(PACKAGE, path).split(sep).join("/")))
    .sort();
}

async function styles() {
  const all = await sources(/(^|\/)styles\/[^/]+\.css$/);
  const isDesign = (path) => path.startsWith(DESIGN + sep);
  // base.css declares the order of the layers, so it comes before everything else.
  const rank = (path) => (path === join(DESIGN, "styles", "base.css") ? 0 : isDesign(path) ? 1 : 2);
  all.sort((a, b) => rank(a) - rank(b));
  const contents = all.map((path) => `@import ${JSON.stringify("./" + relative(ROOT, path).split(sep).join("/"))};`);
  await build({
    stdin: { contents: contents.join("\n"), resolveDir: ROOT, loader: "css", sourcefile: "app.css" },
    outfile: join(DRAFT, "app.css"),
    bundle: true,
    minify: true,
    target: BROWSERS,
    loader: { ".woff2": "file", ".svg": "file" },
    assetNames: "fonts/[name]",
    logLevel: "warning",
  });
  return all.length;
}

async function scripts() {
  const common = { bundle: true, minify: true, format: "esm", target: BROWSERS, legalComments: "none", logLevel: "warning" };
  await build({ ...common, entryPoints: [join(DESIGN, "app.ts")], outfile: join(DRAFT, "app.js") });
  const islands = await sources(/^[^/]+\/[^/]+\/islands\/[^/]+\.ts$/);
  const named = islands.map((path) => {
    const [, room, , file] = relative(PACKAGE, path).split(sep);
    return { in: path, out: `${room}/${file.replace(/\.ts$/, "")}` };
  });
  if (named.length) await build({ ...common, entryPoints: named, outdir: join(DRAFT, "islands") });
  return named.length;
}

async function icons() {
  const listed = (await readFile(join(DESIGN, "icons.txt"), "utf8")).split("\n");
  const names = [...new Set(listed.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean))].sort();
  const symbols = await Promise.all(
    names.map(async (name) => {
      const source = join(ROOT, "node_modules", "lucide-static", "icons", `${name}.svg`);
      const svg = await readFile(source, "utf8").catch(() => {
        throw new Error(`icons.txt names "${name}", which Lucide does not have.`);
      });
      const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[\s\S]*?>/, "").replace(/<\/svg>\s*$/, "");
      return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "")}</symbol>`;
    }),
  );
  await writeFile(join(DRAFT, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
  return names.length;
}

/** The fonts of the PDFs, as TrueType: their typesetter reads no WOFF. The rarer letters are a family of their own. */
async function letters() {
  const files = join(ROOT, "node_modules", "@fontsource", "instrument-sans", "files");
  const ranges = { latin: undefined, "latin-ext": { from: "Instrument Sans", to: "Instrument Rest" } };
  await mkdir(join(DRAFT, "fonts"), { recursive: true });
  for (const weight of [400, 500, 600, 700]) {
    for (const [range, rename] of Object.entries(ranges)) {
      const name = `instrument-sans-${range}-${weight}-normal`;
      const woff = await readFile(join(files, `${name}.woff`));
      await writeFile(join(DRAFT, "fonts", `${name}.ttf`), unpackWoff(woff, rename));
    }
  }
}

/** What is delivered with the pages comes with its licences: the type (OFL), the icons (ISC), htmx (0BSD). */
async function licences() {
  await mkdir(join(DRAFT, "licences"), { recursive: true });
  for (const name of ["@fontsource/instrument-sans", "lucide-static", "htmx.org"]) {
    const text = await readFile(join(ROOT, "node_modules", name, "LICENSE"));
    await writeFile(join(DRAFT, "licences", `${name.split("/").at(-1)}.txt`), text);
  }
}

/** A room that brings a favicon or picture keeps it in assets/; it is served under its own name. */
async function pictures() {
  for (const path of await sources(/^base\/design\/assets\/[^/]+$/)) {
    await writeFile(join(DRAFT, relative(join(DESIGN, "assets"), path)), await readFile(path));
  }
}

try {
  await mkdir(DRAFT, { recursive: true });
  const parts = [styles(), scripts(), icons(), pictures(), letters(), licences()];
  const [sheets, islands, symbols] = await Promise.all(parts);
  await rm(TARGET, { recursive: true, force: true });
  await rename(DRAFT, TARGET);
  console.log(`Built ${sheets} style sheets, app.js, ${islands} islands, ${symbols} icons.`);
} catch (problem) {
  console.error(`The assets could not be built: ${problem.message}`);
  process.exitCode = 1;
} finally {
  await rm(DRAFT, { recursive: true, force: true });
}
