// The questions of report_bench asked of DuckDB: node report_duckdb.mjs MODULES DIRECTORY, where
// DIRECTORY holds links.csv and questions.json (name: condition in SQL). Prints, a line a question:
// name, milliseconds on one thread, on all, rows, links in them.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const kRounds = 7;
const [modules, directory] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(`${modules}/`)("@duckdb/node-api");
const questions = JSON.parse(readFileSync(`${directory}/questions.json`, "utf8"));

const connection = await (await DuckDBInstance.create(":memory:")).connect();
await connection.run(`CREATE TABLE links AS SELECT * FROM read_csv('${directory}/links.csv',
  header = true, all_varchar = false, nullstr = 'NULL', sample_size = -1)`);

function median(times) {
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function asked(condition) {
  const sql = `SELECT anchor, sum(links_internal)::BIGINT AS internal,
      sum(links_external)::BIGINT AS external FROM links WHERE ${condition}
      GROUP BY anchor ORDER BY internal + external DESC, anchor LIMIT 1000`;
  const times = [];
  let rows = [];
  for (let round = 0; round < kRounds; ++round) {
    const start = performance.now();
    rows = (await connection.runAndReadAll(sql)).getRows();
    times.push(performance.now() - start);
  }
  const links = rows.reduce((sum, row) => sum + Number(row[1]) + Number(row[2]), 0);
  return { ms: median(times).toFixed(1), rows: rows.length, links };
}

for (const [name, condition] of Object.entries(questions)) {
  await connection.run("SET threads = 1");
  const single = await asked(condition);
  await connection.run("RESET threads");
  const all = await asked(condition);
  console.log(`${name}\t${single.ms}, ${all.ms}, ${all.rows}, ${all.links}`);
}
