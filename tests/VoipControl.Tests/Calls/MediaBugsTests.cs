using NUnit.Framework;
using VoipControl.Pbx.Nodes;

namespace VoipControl.Tests.Calls;

public sealed class MediaBugsTests
{
    [Test]
    public void The_files_of_a_recorded_leg_are_read_from_a_real_switchs_answer()
    {
        var listing = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Captures", "media-bugs-of-a-recorded-leg.txt"));
        Assert.That(MediaBugs.Recordings(listing), Is.EqualTo(new[] { "/var/rec/80c3ba2d-cedc-4e6d-8864-f82d589b2362.wav", "/var/rec/x&y.wav" }));
    }

    [Test]
    public void A_leg_without_recordings_has_none() =>
        Assert.That(MediaBugs.Recordings("<media-bugs>\n</media-bugs>\n"), Is.Empty);
}
