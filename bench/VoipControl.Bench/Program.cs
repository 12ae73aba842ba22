using VoipControl.Bench;

if (args is ["esl-parser", ..])
    return await EslParserBenchmark.RunAsync(args.Contains("--short"));
Console.Error.WriteLine("Usage: bench/run NAME [--short], NAME one of: esl-parser");
return 2;
