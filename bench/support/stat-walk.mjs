// Walks a folder and asks for the size of each file.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  console.log(path, statSync(path).size);
}
