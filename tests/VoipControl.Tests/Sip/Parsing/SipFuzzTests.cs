using NUnit.Framework;
using VoipControl.Testing;

namespace VoipControl.Tests.Sip.Parsing;

/// <summary>A fixed set of broken messages; <c>bench/run sip-fuzz</c> takes ten million and measures them.</summary>
internal sealed class SipFuzzTests
{
    private const int Messages = 20_000;

    [Test]
    public void Broken_messages_are_refused_without_an_exception_and_some_are_still_good()
    {
        var mutator = new SipMutator([.. TortureMessage.All.Select(TortureMessage.Bytes)], seed: 4475);
        int accepted = 0;
        for (int i = 0; i < Messages; i++)
        {
            SipMutator.Exercise(mutator.Next(), out bool isAccepted);
            accepted += isAccepted ? 1 : 0;
        }

        Assert.That(accepted, Is.InRange(Messages / 50, Messages / 2));
    }
}
