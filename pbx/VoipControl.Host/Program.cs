using VoipControl.Host.Cli;

return await CommandLine.RunAsync(args);
