import { Command } from 'commander';
import { configurationFile, loadConfiguration } from '../load-configuration.ts';

export function config(): Command {
  return new Command('config').addCommand(
    new Command('check')
      .description('say what is wrong with labelwire.config.ts, with file, line and column')
      .argument('[file]', 'another file than labelwire.config.ts')
      .option('--json', 'the connections and routes as one JSON object, for programs')
      .addHelpText(
        'after',
        `
The build, \`npm run package\` and every command that reads the file stop with the same message. Exit code 1 when
something is wrong.`,
      )
      .action(check),
  );
}

async function check(file: string | undefined, { json = false }: { readonly json?: boolean }): Promise<void> {
  const { platforms, routes } = await loadConfiguration(file ?? configurationFile);
  const connections = Object.keys(platforms);
  if (json) {
    const written = routes.map(({ formats, ...route }) => ({ ...route, formats: Object.keys(formats) }));
    return void console.log(JSON.stringify({ connections, routes: written }));
  }
  console.log(`Connections: ${connections.join(', ')}.`);
  for (const { platform, projects, formats } of routes) {
    console.log(`${platform}, ${projects ? projects.join(', ') : 'all projects'}: ${Object.keys(formats).join(', ')}`);
  }
}
