using NUnit.Framework;

namespace VoipControl.IntegrationTests.Pbx;

public sealed class TrafficTests : CallLabFixture
{
    [Test]
    public async Task Calls_of_every_kind_on_two_switches_end_as_the_right_records()
    {
        await StartLabAsync(switches: 2);
        await Calls.StartPlaneAsync();
        await Calls.PlaceAllKindsAsync(rounds: 4, TimeSpan.FromSeconds(2), new Random(1));
        await AssertRecordsAsync();
    }
}
