return Weir.Cli.CommandLine.Run(args);
