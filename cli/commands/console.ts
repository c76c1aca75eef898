import { Command, InvalidArgumentError, Option } from 'commander';
import { consoleDeployment } from '../console/console-deployment.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { openPage } from '../open-file.ts';
import { type PictureSources, pictureSourcesOf } from '../pictures/picture-sources.ts';

type Options = Where & {
  readonly port: number;
  readonly imagesFrom?: PictureSources;
  readonly open?: boolean;
  readonly json?: boolean;
};

/** Ephemeral ports begin far above, so that it is most often free. */
const defaultPort = 8790;

export function console(): Command {
  const command = new Command('console').description(
    'a page about a deployment on this machine: whether labels flow, what each file says, what failed',
  );
  for (const option of [
    new Option('--port <n>', 'where it is served, on 127.0.0.1; 0: a port that is free')
      .argParser(portOf)
      .default(defaultPort),
    new Option(
      '--images-from <sources>',
      'where pictures, videos and audios of labels may be read from, with commas: s3://bucket,s3://bucket/folder,https://host',
    ).argParser(pictureSourcesOf),
    new Option('--open', 'open it in the browser'),
    new Option('--json', 'one JSON object with its address, for programs'),
    ...whereOptions(),
  ])
    command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Served to this machine alone, with your AWS credentials: nothing is deployed, nothing is kept, and what you may not do the page
cannot do either. The address ends with a token of this run; whoever has it can do what you can. Ctrl-C ends it.

Examples:
  labelwire console --stage prod --open
  labelwire console --stage prod --images-from s3://harbour-images
  labelwire console --local`,
    )
    .action(serveConsole);
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError(`A port is a whole number from 0 to 65535, but this is ${JSON.stringify(text)}.`);
}

async function serveConsole({ port, open, json, imagesFrom, ...where }: Options): Promise<void> {
  const deployment = await consoleDeployment(where, imagesFrom);
  const { startConsole } = await import('../console/console-server.ts');
  const served = await startConsole(deployment, { port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} must be free, but is taken. Choose another: --port 0`, { cause: error });
  });
  const { address } = served;
  const ended = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
  process.stdout.write(json ? `${JSON.stringify({ address })}\n` : `The console is at ${address}\nCtrl-C ends it.\n`);
  if (open) await openPage(address);
  await ended;
  await served.close();
}
