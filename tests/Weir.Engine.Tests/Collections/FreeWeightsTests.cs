using Weir.Engine.Collections;

namespace Weir.Engine.Tests.Collections;

public sealed class FreeWeightsTests
{
    [Fact]
    public void Finds_what_a_search_through_all_weights_finds()
    {
        var random = new Random(11);
        var edit = new TreeEdit();
        var free = FreeWeights.All;
        var taken = new HashSet<int>();

        // Few weights at each end of the range, so that runs meet and end at 0 and at 65535.
        ushort Any() => (ushort)(random.Next(2) == 0 ? random.Next(40) : 65_535 - random.Next(40));
        for (var i = 0; i < 5_000; i++)
        {
            var weight = Any();
            if (taken.Add(weight))
            {
                free = free.Take(weight, edit);
            }
            else if (random.Next(2) == 0)
            {
                taken.Remove(weight);
                free = free.Release(weight, edit);
            }
            else
            {
                Assert.Throws<InvalidOperationException>(() => free.Take(weight, edit));
            }

            var requested = Any();
            var upwards = Enumerable.Range(requested, 65_536 - requested);
            var downwards = Enumerable.Range(0, requested).Reverse();
            Assert.Equal(upwards.Concat(downwards).First(candidate => !taken.Contains(candidate)), free.Find(requested)!.Value);
        }
    }

    [Fact]
    public void When_all_weights_are_taken_there_is_none()
    {
        var edit = new TreeEdit();
        var free = FreeWeights.All;
        for (var weight = 0; weight <= ushort.MaxValue; weight++)
        {
            Assert.Equal((ushort)weight, free.Find(0));
            free = free.Take((ushort)weight, edit);
        }

        Assert.Null(free.Find(0));
        Assert.Null(free.Find(ushort.MaxValue));
        Assert.Equal((ushort)7, free.Release(7, edit).Find(30_000));
    }
}
