namespace VoipControl.Bench;
internal static class SipFuzzBenchmark { public static int Run(bool shortRun) => shortRun ? 1 : 2; }
