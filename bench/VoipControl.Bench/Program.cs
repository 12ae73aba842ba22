using VoipControl.Bench;

var isShort = args.Contains("--short");
switch (args)
{
    case ["esl-parser", ..]:
        return await EslParserBenchmark.RunAsync(isShort);
    case ["sip-parser", ..]:
        return await SipParserBenchmark.RunAsync(isShort);
    case ["sip-fuzz", ..]:
        return SipFuzzBenchmark.Run(isShort);
    case ["day", ..]:
        return await DayBenchmark.RunAsync(isShort);
    case ["db-outage", ..]:
        return await OutageBenchmark.RunAsync(isShort);
    case ["lab-calls", ..]:
        return await LabCallsBenchmark.RunAsync(isShort);
    case ["lab-calls-switch", var callee]:
        return await LabCallsSwitch.RunAsync(callee);
    case ["lab-child", var name, ..]:
        return await LabChild.RunAsync(name, args.ElementAtOrDefault(2));
    default:
        Console.Error.WriteLine("usage: bench/run NAME [--short], NAME one of esl-parser, sip-parser, sip-fuzz, lab-calls, day, db-outage");
        return 2;
}
