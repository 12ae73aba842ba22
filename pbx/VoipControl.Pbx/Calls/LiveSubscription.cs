using System.Threading.Channels;
using VoipControl.Core.Calls;
using VoipControl.Core.Commands;

namespace VoipControl.Pbx.Calls;

/// <summary>A live subscription: the calls at its start and the changes since. Dispose it when the reader is gone.</summary>
internal sealed class LiveSubscription(IReadOnlyList<CallView> snapshot, ChannelReader<LiveMessage> changes, Action end) : IDisposable
{
    public IReadOnlyList<CallView> Snapshot => snapshot;
    public ChannelReader<LiveMessage> Changes => changes;
    public void Dispose() => end();
}
